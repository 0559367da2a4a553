/** Notes, reviews, conversations; the notation is explained in `../notation.ts`. */
export const notes = `
Note
  default: id
  required: id user_id
  immutable: id
  author                     -> User via user_id col user
  category                   -> NoteCategory computed
  category_id                string key NoteCategory.id col categoryid
  completed_at               datetime
  completed_by               -> User
  completed_by_id            string key User.user_id
  content                    string col text
  date                       datetime
  id                         string col noteid = uid
  in_reply_to                -> Note col noteparent
  in_reply_to_id             string key Note.id col noteparentid
  is_todo                    boolean = false
  metadata                   {} Metadata by parent_id col meta
  note_components            [] NoteComponent by note_id
  note_label_links           [] NoteLabelLink by note_id
  parent_id                  string
  parent_type                string typename
  recipients                 [] Recipient by note_id col note_recipients
  replies                    [] Note by in_reply_to_id col notes
  thread_activity            datetime col triggerdate
  user_id                    string key User.user_id col userid

NoteLabel table NoteCategory
  default: id
  required: id
  immutable: id
  color                      string
  id                         string col categoryid = uid
  name                       string
  sort                       integer = 0

NoteCategory : NoteLabel table NoteCategory

NoteLabelLink pk note_id label_id
  default: note_id label_id
  required: note_id label_id
  immutable: note_id label_id
  label                      -> NoteLabel
  label_id                   string key NoteLabel.id
  note                       -> Note
  note_id                    string key Note.id

NoteComponent pk component_id note_id
  default: component_id note_id
  required: component_id note_id
  immutable: component_id note_id thumbnail_url url
  computed: thumbnail_url url
  component                  -> Component
  component_id               string key Component.id
  note                       -> Note
  note_id                    string key Note.id
  thumbnail_url              object computed
  url                        object computed

Recipient pk note_id resource_id
  default: note_id resource_id
  required: note_id resource_id
  immutable: note_id resource_id
  note                       -> Note col recipient_note
  note_id                    string key Note.id
  recipient                  -> Resource via resource_id col recipient_resource
  resource_id                string key Resource.id
  text_mentioned             string
  user                       -> User via resource_id

ReviewSession
  default: id
  required: name description start_date end_date project_id id created_by_id created_at
  immutable: id thumbnail_id thumbnail_url is_open
  computed: thumbnail_id thumbnail_url is_open
  availability               string
  created_at                 datetime
  created_by                 -> User col createdBy
  created_by_id              string key User.user_id col created_by
  description                string = ""
  end_date                   datetime col end
  id                         string = uid
  is_moderated               boolean
  is_open                    boolean
  name                       string = "New review session"
  passphrase                 string
  passphrase_enabled         boolean
  project                    -> Project
  project_id                 string key Project.project_id
  review_session_invitees    [] ReviewSessionInvitee by review_session_id col reviewSessionInvitees
  review_session_objects     [] ReviewSessionObject by review_session_id col reviewSessionObjects
  settings                   [] EntitySetting by parent_id col settingOverrides
  shareable_url_enabled      boolean
  start_date                 datetime col start
  thumbnail                  -> Component computed
  thumbnail_id               string key Component.id col thumbid
  thumbnail_url              object computed

ReviewSessionInvitee
  default: id
  system: review_session_id
  required: email name review_session_id id created_by_id created_at
  immutable: id created_from_shared_url
  created_at                 datetime
  created_by                 -> User col createdBy
  created_by_id              string key User.user_id col created_by
  created_from_shared_url    boolean
  email                      string
  id                         string = uid
  last_sent_at               datetime
  name                       string
  review_session             -> ReviewSession col reviewSession
  review_session_id          string key ReviewSession.id
  statuses                   [] ReviewSessionObjectStatus by review_session_invitee_id

ReviewSessionObject
  default: id
  system: review_session_id
  required: name description version version_id review_session_id id created_at sort_order
  immutable: id
  asset_version              -> AssetVersion via version_id col assetVersion
  created_at                 datetime
  description                string = ""
  id                         string = uid
  name                       string = ""
  notes                      [] Note by parent_id where in_reply_to_id=null
  review_session             -> ReviewSession col reviewSession
  review_session_id          string key ReviewSession.id
  sort_order                 number
  statuses                   [] ReviewSessionObjectStatus by review_session_object_id
  version                    string = ""
  version_id                 string key AssetVersion.id

ReviewSessionObjectStatus
  default: id
  system: review_session_object_id
  required: id created_at
  immutable: id
  created_at                 datetime
  id                         string = uid
  invitee                    -> ReviewSessionInvitee via review_session_invitee_id
  review_session_invitee_id  string key ReviewSessionInvitee.id
  review_session_object      -> ReviewSessionObject col reviewSessionObject
  review_session_object_id   string key ReviewSessionObject.id
  status                     string

Conversation
  default: id
  required: id created_by_id created_at
  immutable: id
  created_at                 datetime
  created_by                 -> User col createdBy
  created_by_id              string key User.user_id col created_by
  id                         string = uid
  messages                   [] Message by conversation_id
  participants               [] Participant by conversation_id

Message
  default: id
  required: id conversation_id created_at created_by_id
  immutable: id
  conversation               -> Conversation
  conversation_id            string key Conversation.id
  created_at                 datetime
  created_by                 -> User col createdBy
  created_by_id              string key User.user_id col created_by
  id                         string = uid
  text                       string

Participant
  default: id
  required: id conversation_id resource_id
  immutable: id
  conversation               -> Conversation
  conversation_id            string key Conversation.id
  id                         string = uid
  last_visit                 datetime
  resource                   -> Resource
  resource_id                string key Resource.id
`;
